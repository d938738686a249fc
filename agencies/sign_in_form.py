from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    """Allauth's form with our word for the address, and nothing typed in it beforehand."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail address"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
