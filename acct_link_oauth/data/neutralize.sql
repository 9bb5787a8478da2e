-- A copied database must never talk to the live books.
UPDATE acct_link_token
   SET access_token = NULL, refresh_token = NULL, client_secret = NULL, webhook_key = NULL,
       expires_at = NULL, ends_at = NULL, lapsed = true;
UPDATE acct_link_interface
   SET oauth_client_id = NULL, takes_notices = false
 WHERE oauth_client_id IS NOT NULL OR takes_notices;
