"""Who may come in: sign-in, first set-up, sessions, and the headers of every answer (PR-2, X-8; law L10).

Starlette, no Streamlit, and no page: what the gate needs to know of Streamlit, `app.py` hands over.
"""
