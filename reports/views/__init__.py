"""Pages of photos and news: load, allow, bind, act, answer."""
