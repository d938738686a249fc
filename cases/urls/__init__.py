from cases.urls import agencies, answering, panel, running, surveys

app_name = "cases"

urlpatterns = [
    *answering.urlpatterns,
    *agencies.urlpatterns,
    *running.urlpatterns,
    *panel.urlpatterns,
    *surveys.urlpatterns,
]
