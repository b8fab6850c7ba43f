"""Adds Django's own tables to the copy, and somebody who is signed in: prints the number of the session."""

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.core.management import call_command

from bench.beside.open_requests import server  # noqa: F401  (makes Django ready)


def main() -> None:
    """Prints the number that goes into the cookie."""
    from django.contrib.sessions.backends.db import SessionStore  # may be loaded only now

    call_command("migrate", verbosity=0)
    who = get_user_model().objects.create_superuser("manager")
    session = SessionStore()
    session[SESSION_KEY] = str(who.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = who.get_session_auth_hash()
    session.save()
    print(session.session_key)


if __name__ == "__main__":
    main()
