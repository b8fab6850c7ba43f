"""A home that the app may not look into, as a service has that is shut out of all homes."""


def test_what_lies_in_the_home_of_the_user_stops_nothing(start, tmp_path):
    """A file of secrets that cannot be opened: here a folder of its name, which even root cannot open."""
    (tmp_path / ".streamlit" / "secrets.toml").mkdir(parents=True)
    assert start(HOME=str(tmp_path), afresh=True).visitor().get("/health").text == "ok"
