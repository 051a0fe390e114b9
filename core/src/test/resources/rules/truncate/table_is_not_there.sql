-- deploy
TRUNCATE users;
