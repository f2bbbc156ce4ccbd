-- Everything that Wirepost stores. Ids are UUIDs of version 7, so they sort by time.
-- Payloads and texts of devices are bytea or json: text cannot hold the character 0.

-- The partitions of message, numbered in the order in which they were begun. Messages are
-- written to the last one; retention drops the first.
CREATE TABLE partition (
	part integer PRIMARY KEY,
	begun_at timestamptz NOT NULL DEFAULT now(),
	dropping boolean NOT NULL DEFAULT false
);

-- xid is the number of the transaction, with an offset; (xid, place) is the order in which messages can be followed: transactions may end in
-- another order than they began, so a follower reads no further than the oldest that runs.
CREATE TABLE message (
	part integer NOT NULL,
	id uuid NOT NULL,
	xid bigint NOT NULL,
	place integer NOT NULL,
	device text COLLATE "C",
	-- 0 INBOUND, 1 OUTBOUND, 2 EVENT
	direction smallint NOT NULL,
	listener text,
	connection uuid NOT NULL,
	remote_address text NOT NULL,
	received_at timestamptz NOT NULL,
	-- 0 to 999: the nanoseconds that received_at cannot hold
	received_nanos smallint NOT NULL,
	charset text NOT NULL,
	payload bytea NOT NULL,
	delivery uuid,
	kind text COLLATE "C",
	answer bytea,
	fields json,
	trace text,
	PRIMARY KEY (id, part)
) PARTITION BY LIST (part);

CREATE INDEX message_order ON message (xid, place);
CREATE INDEX message_device ON message (device, xid, place) WHERE device IS NOT NULL;
CREATE INDEX message_kind ON message (device, kind, xid, place) WHERE kind IS NOT NULL AND direction <> 2;

-- One row: what is known of messages that are not there any more.
CREATE TABLE journal (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),
	dropped_up_to uuid,
	last_id uuid,
	-- What is added to the server's numbers of transactions: not 0 after a restore into another server.
	xid_offset bigint NOT NULL DEFAULT 0
);
INSERT INTO journal DEFAULT VALUES;

-- One row: the process that uses the database, where it is one. Another that takes it over
-- keeps the first from writing, should that still run.
CREATE TABLE claim (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),
	owner uuid,
	claimed_at timestamptz
);
INSERT INTO claim DEFAULT VALUES;

-- The last batch of each process that writes. After a broken connection it tells whether
-- the batch was committed.
CREATE TABLE writer (
	id uuid PRIMARY KEY,
	batch bigint NOT NULL,
	seen_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE delivery (
	id uuid PRIMARY KEY,
	device text COLLATE "C",
	-- 1 QUEUED, 2 WRITTEN, 3 REPLIED, 4 REPLY_TIMEOUT, 5 EXPIRED, 6 CANCELLED, 7 FAILED
	status smallint NOT NULL,
	broadcast uuid,
	owner text,
	epoch bigint NOT NULL,
	record json NOT NULL
);

CREATE INDEX delivery_device ON delivery (device, id) WHERE device IS NOT NULL;
CREATE INDEX delivery_status ON delivery (status, id);
CREATE INDEX delivery_broadcast ON delivery (broadcast, id) WHERE broadcast IS NOT NULL;

-- What is to be sent, until the delivery has ended.
CREATE TABLE outgoing (
	delivery uuid PRIMARY KEY,
	charset text,
	payload bytea NOT NULL
);

-- A key is what a caller says, with the caller's name: bytes of UTF-8.
CREATE TABLE idempotency_key (
	key bytea PRIMARY KEY,
	fingerprint text NOT NULL,
	delivery uuid NOT NULL
);

CREATE INDEX idempotency_key_delivery ON idempotency_key (delivery);

CREATE TABLE broadcast (
	id uuid PRIMARY KEY,
	created_at text NOT NULL,
	deliveries integer NOT NULL,
	failed integer NOT NULL
);

CREATE TABLE device (
	id text COLLATE "C" PRIMARY KEY,
	tags text[] NOT NULL,
	record json NOT NULL
);

CREATE INDEX device_tags ON device USING gin (tags);

-- Devices on connections whose end is not in the journal yet.
CREATE TABLE presence (
	connection uuid NOT NULL,
	device text COLLATE "C" NOT NULL,
	listener text,
	remote_address text NOT NULL,
	PRIMARY KEY (connection, device)
);

-- What was put at run time: listeners, protocols, polls, the states of webhooks.
CREATE TABLE setting (
	kind text NOT NULL,
	name text COLLATE "C" NOT NULL,
	settings json NOT NULL,
	PRIMARY KEY (kind, name)
);

CREATE TABLE cursor (
	name text COLLATE "C" PRIMARY KEY,
	position uuid NOT NULL
);

CREATE TABLE dead_letter (
	webhook text COLLATE "C" NOT NULL,
	message uuid NOT NULL,
	device text COLLATE "C",
	record json NOT NULL,
	PRIMARY KEY (webhook, message)
);

CREATE INDEX dead_letter_device ON dead_letter (device) WHERE device IS NOT NULL;
