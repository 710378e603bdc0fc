"""The backend service: its HTTP API, its database, the desk.

One package per subject, each with the same few files: `model.py` (tables), one module per group of use cases,
`routes.py` (API) and `pages.py` where staff see it. A new subject is named in three places: its routes in `app.py`,
its tables in `models.py`, its revision in `migrations/versions/` (one linear history).
"""
