from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The site itself is an app so that its management commands are found."""

    name = "config"
    label = "site_config"
