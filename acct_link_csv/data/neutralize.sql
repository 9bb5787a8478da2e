-- A copied database must never put files where the live one does.
UPDATE acct_link_interface SET csv_storage = NULL;
