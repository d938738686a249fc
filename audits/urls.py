from django.urls import path

from audits.views import tools

app_name = "audits"

urlpatterns = [
    path("setup/tools/", tools.tools, name="tools"),
    path("setup/tools/<uuid:version_id>/", tools.tool_version, name="tool_version"),
]
