"""Sign-in by 企业微信 (WeCom) for the members of one company."""
