-- A copied database must never talk to the live books. The tokens are forgotten by acct_link_oauth.
UPDATE acct_link_token
   SET myob_file_password = NULL
 WHERE myob_file_password IS NOT NULL;
UPDATE acct_link_interface
   SET myob_user = NULL
 WHERE connector = 'myob';
