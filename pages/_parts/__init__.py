"""What several pages show; the only Streamlit code beside the pages themselves."""
