"""公开事项: drafting, review, approval, withdrawal, import."""
