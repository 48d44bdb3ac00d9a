from django.urls import path

from apps.operate.views import metrics

urlpatterns = [path("metrics", metrics, name="metrics")]
