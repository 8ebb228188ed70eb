CHANNEL = "murmuration.live"  # of Valkey: what the web process and the workers tell open pages
