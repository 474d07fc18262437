"""Model fields that hold their rule on every way in, not only in forms."""

from collections.abc import Callable

from django.db import models

from lib.urls import validate_web_address


class HTMLField(models.TextField):
    """Text that passes a policy of `blog.common.markup` before it is stored.

    `save()`, `create()`, `bulk_create()`, `bulk_update()` and `update()` all go through
    `get_prep_value`; `pre_save` gives the instance the clean value as well.
    """

    def __init__(self, *args, policy: Callable[[str], str] | None = None, **kwargs) -> None:
        self.policy = policy
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str) and self.policy:
            value = self.policy(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return self.policy(value) if isinstance(value, str) and self.policy else value


class WebAddressField(models.URLField):
    """An address that a reader may follow. Give the model the constraint `web_address(field)`."""

    default_validators = [validate_web_address]


class RenderedField(HTMLField):
    """HTML made of another field of the row each time it is saved, also by `bulk_create()`."""

    def __init__(
        self, *args, of: str = "", render: Callable[[str], str] | None = None, **kwargs
    ) -> None:
        self.of, self.render = of, render
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool):
        if self.render:
            setattr(model_instance, self.attname, self.render(getattr(model_instance, self.of)))
        return super().pre_save(model_instance, add)


class NetworkField(models.Field):
    """A network as PostgreSQL's `cidr`, in Python a string: '203.0.113.0/24'.

    `network__holds="203.0.113.7"` finds those in which an address lies.
    """

    description = "IP network"

    def db_type(self, connection) -> str:
        return "cidr"


@NetworkField.register_lookup
class Holds(models.Lookup):
    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        (left, of_left), (right, of_right) = (
            self.process_lhs(compiler, connection),
            self.process_rhs(compiler, connection),
        )
        return f"{left} >>= {right}::inet", [*of_left, *of_right]
