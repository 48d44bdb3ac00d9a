from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Each app says in its ``privacy.py`` what it keeps about people; ours is first, the others by floor."""
        from apps.accounts import own_data  # noqa: F401, PLC0415 - registers itself, needs the models

        autodiscover_modules("privacy")
