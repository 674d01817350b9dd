from importlib import import_module

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        from maturity.queries.told import tell  # noqa: PLC0415  # models are there only now
        from plans.queries.held import held_in_plans  # noqa: PLC0415
        from plans.queries.mail_recipients import TOPIC  # noqa: PLC0415
        from plans.queries.mailed_plans import unseen_because  # noqa: PLC0415
        from plans.queries.team_events import team_plan_events  # noqa: PLC0415
        from teams.queries.held import hold  # noqa: PLC0415
        from teams.queries.withheld import withhold  # noqa: PLC0415

        tell(team_plan_events)
        hold(held_in_plans)
        withhold(TOPIC, unseen_because)
        import_module("plans.spreadsheets")
