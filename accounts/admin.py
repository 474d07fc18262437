"""Accounts in the admin: the stock user form with the byline's fields."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.utils.translation import gettext_lazy as _

from accounts.models import User


@admin.register(User)
class UserAdmin(StockUserAdmin):
    list_display = ("username", "byline", "email", "is_staff", "is_active")
    search_fields = ("username", "byline", "first_name", "last_name", "email")
    fieldsets = (
        *(StockUserAdmin.fieldsets or ()),
        (_("Byline"), {"fields": ("byline", "slug", "bio", "url", "follow")}),
        (_("Letters"), {"fields": ("told_of_comments", "moderation_letters")}),
    )
