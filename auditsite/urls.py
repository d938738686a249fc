from allauth.account import views as account
from django.urls import include, path, re_path

from auditsite import health, views
from auditsite.style_page import style_page

handler400 = "auditsite.views.bad_request"
handler500 = "auditsite.views.server_error"

accounts = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include(accounts)),
    path("help/", views.page, {"name": "help"}, name="help"),
    path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("demo/messages/", views.demo_messages, name="demo_messages"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("style/", style_page, name="style"),
    path("", include("agencies.urls")),
    path("", include("audits.urls")),
    path("", include("cases.urls")),
    path("", include("reports.urls")),
]
