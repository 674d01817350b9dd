"""What a person asks of the secret address of a calendar."""

from django import forms


class FeedForm(forms.Form):
    """`seen` is the mark of the address on the page, "" where there was none."""

    seen = forms.CharField(required=False, max_length=16)
    wanted = forms.ChoiceField(choices=[("address", "A new address"), ("nothing", "No address")])
