"""What people do with photos and news. One module a subject; call them through the module."""
