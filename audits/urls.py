from django.urls import path

from audits.views import audits, setup, tools

app_name = "audits"

urlpatterns = [
    path("audits/", audits.audit_list, name="list"),
    path("setup/", setup.setup, name="setup"),
    path("setup/tools/", tools.tools, name="tools"),
    path("setup/tools/<uuid:version_id>/", tools.tool_version, name="tool_version"),
]
