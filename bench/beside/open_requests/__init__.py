"""A Django project of one page: the admin's list of open access requests with their due dates."""
