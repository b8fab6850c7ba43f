"""An empty Streamlit page: what every page of the dashboard is measured against."""

import streamlit as st

st.write("")
