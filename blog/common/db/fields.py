"""Model fields that enforce their rules on every write, not only in forms."""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from blog.common.text import across_scripts
from lib.urls import validate_web_address


class HTMLField(models.TextField):
    """Text field that sanitizes its value with a policy of `blog.common.markup`.

    `save()`, `create()`, `bulk_create()`, `bulk_update()` and `update()` all call
    `get_prep_value`; `pre_save` also sets the clean value on the instance.
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
    """URL field for links. Add the constraint `web_address(field)` to the model."""

    default_validators = [validate_web_address]


class RenderedField(HTMLField):
    """HTML rendered from another field on each save, including `bulk_create()`."""

    def __init__(
        self, *args, source: str = "", render: Callable[[str], str] | None = None, **kwargs
    ) -> None:
        self.source, self.render = source, render
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool):
        if self.render:
            text = getattr(model_instance, self.source)
            setattr(model_instance, self.attname, self.render(text))
        return super().pre_save(model_instance, add)


class NameKeysField(ArrayField):
    """Keys of the field `name`, by which names in other scripts are found.

    Set on each save, including `bulk_create()`. See `blog.common.text.across_scripts`.
    """

    def __init__(self, **kwargs) -> None:
        defaults = {"base_field": models.TextField(), "default": list, "db_default": []}
        super().__init__(**{**defaults, **kwargs, "editable": False})

    def pre_save(self, model_instance: Any, add: bool):
        keys = across_scripts.list_search_keys(model_instance.name)
        setattr(model_instance, self.attname, keys)
        return super().pre_save(model_instance, add)


class PerceptualHashField(models.Field):
    """PostgreSQL `bit(256)` field. In Python 64 hexadecimal digits.

    `bit_count(a # b)` is the number of bits in which two of them differ.
    """

    description = "Perceptual hash of a picture"

    def db_type(self, connection) -> str:
        return "bit(256)"

    def get_prep_value(self, value):
        return None if value is None else f"x{value}"

    def from_db_value(self, value, expression, connection):
        return None if value is None else f"{int(value, 2):064x}"


class NetworkField(models.Field):
    """PostgreSQL `cidr` field. In Python a string: '203.0.113.0/24'.

    `network__holds="203.0.113.7"` matches networks that contain an address.
    """

    description = "IP network"

    def db_type(self, connection) -> str:
        return "cidr"


@NetworkField.register_lookup
class Holds(models.Lookup):
    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} >>= {right}::inet", [*left_params, *right_params]
