from django.contrib import admin

from apps.organisations.models import (
    Cohort,
    CohortMember,
    CohortTrainer,
    Invitation,
    Membership,
    Organisation,
    Removal,
)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    list_display = ["name", "slug", "is_open", "created_at"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    list_display = ["user", "organisation", "role", "created_at"]
    list_filter = ["organisation", "role"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__name", "user__email"]
    autocomplete_fields = ["user", "organisation"]


class CohortMemberInline(admin.TabularInline[CohortMember, Cohort]):
    model = CohortMember
    autocomplete_fields = ["user"]
    extra = 0


class CohortTrainerInline(admin.TabularInline[CohortTrainer, Cohort]):
    model = CohortTrainer
    autocomplete_fields = ["user"]
    extra = 0


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin[Cohort]):
    list_display = ["name", "organisation", "created_at"]
    list_filter = ["organisation"]
    list_select_related = ["organisation"]
    search_fields = ["name"]
    inlines = [CohortTrainerInline, CohortMemberInline]


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin[Invitation]):
    list_display = ["organisation", "role", "cohort", "used_count", "max_uses", "expires_at"]
    list_filter = ["organisation", "role"]
    list_select_related = ["organisation", "cohort"]
    readonly_fields = ["used_count", "created_at"]
    autocomplete_fields = ["created_by", "cohort"]


@admin.register(Removal)
class RemovalAdmin(admin.ModelAdmin[Removal]):
    list_display = ["user", "organisation", "role", "cohort", "removed_by", "at"]
    list_filter = ["organisation", "role"]
    list_select_related = ["user", "organisation", "cohort", "removed_by"]
    readonly_fields = ["taken", "at"]
    autocomplete_fields = ["user", "organisation", "cohort", "removed_by"]
