from django.urls import path

from cases.views import audits, reviewing

app_name = "cases"

urlpatterns = [
    path("agency/", reviewing.agency, name="agency"),
    path("audits/<uuid:audit_id>/", audits.audit, name="audit"),
    path("audits/<uuid:audit_id>/cases/<uuid:case_id>/", audits.case, name="case"),
    path("involvements/<uuid:involvement_id>/", reviewing.involvement, name="involvement"),
    path("returns/<uuid:return_id>/review/", reviewing.review, name="review"),
    path("returns/<uuid:return_id>/approve/", reviewing.approve, name="approve"),
    path("returns/<uuid:return_id>/send-back/", reviewing.send_back, name="send_back"),
    path("returns/<uuid:return_id>/assign/", reviewing.assign, name="assign"),
]
