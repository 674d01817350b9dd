"""Whom a visitor of a demonstration workspace may look around as."""

# Persona to e-mail address; `load_demo` makes these people.
PERSONAS = {
    "lead": "priya.raman@demo.example",
    "member": "mika.ito@demo.example",
    "leadership": "dana.okafor@demo.example",
    "administrator": "sam.osei@demo.example",
}
