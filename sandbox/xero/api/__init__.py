"""The API: what a request meets, from who may call to the row that is answered."""
