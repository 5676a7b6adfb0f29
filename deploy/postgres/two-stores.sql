-- Two databases and two accounts: whoever reads one of them reads no words. Change both passwords before the first start.
CREATE ROLE samtalerum_content LOGIN PASSWORD 'change-me-content';
CREATE ROLE samtalerum_keys LOGIN PASSWORD 'change-me-keys';
CREATE DATABASE samtalerum OWNER samtalerum_content;
CREATE DATABASE samtalerum_keys OWNER samtalerum_keys;
REVOKE CONNECT ON DATABASE samtalerum, samtalerum_keys FROM PUBLIC;
