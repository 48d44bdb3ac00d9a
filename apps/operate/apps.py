from django.apps import AppConfig


class OperateConfig(AppConfig):
    name = "apps.operate"
    label = "operate"
