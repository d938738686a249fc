from django.urls import path

from agencies.views import contacts, links, people, session, setup, work

app_name = "agencies"

urlpatterns = [
    path("setup/partnership/", setup.partnership, name="partnership"),
    path("setup/areas/", setup.areas, name="areas"),
    path("setup/areas/add/", setup.area, name="new_area"),
    path("setup/areas/<uuid:area_id>/", setup.area, name="area"),
    path("setup/agencies/", setup.agencies, name="agencies"),
    path("setup/agencies/add/", setup.agency, name="new_agency"),
    path("setup/agencies/<uuid:agency_id>/", setup.agency, name="agency"),
    path("setup/contacts/", contacts.contacts, name="contacts"),
    path("setup/contacts/<uuid:contact_id>/remove/", contacts.remove, name="remove_contact"),
    path("setup/people/", people.people, name="people"),
    path("setup/people/add/", people.new_person, name="new_person"),
    path("setup/people/<uuid:person_id>/", people.person, name="person"),
    path("setup/people/<uuid:person_id>/roles/", people.give_role, name="give_role"),
    path("setup/people/<uuid:person_id>/access/", people.change_access, name="change_access"),
    path("setup/people/<uuid:person_id>/invite/", people.send_invitation, name="invite"),
    path("setup/roles/<uuid:membership_id>/remove/", people.take_role, name="take_role"),
    path("jobs/<uuid:job_id>/", work.job, name="job"),
    path("jobs/<uuid:job_id>/retry/", work.retry, name="retry_job"),
    path("accounts/key/<str:token>/", links.account_link, name="account_link"),
    path("accounts/key/<str:token>/new/", links.new_account_link, name="new_account_link"),
    path("signed-in/", session.signed_in, name="signed_in"),
    path("messages/", work.messages_sent, name="messages"),
    path("messages/<uuid:message_id>/", work.message, name="message"),
]
