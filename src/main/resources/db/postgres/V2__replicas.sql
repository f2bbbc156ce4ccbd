-- Several replicas on one database.

-- The replicas that live. Each of their transactions locks its row, and to be declared dead is to lose it: whoever was
-- declared dead writes nothing any more.
CREATE TABLE membership (
	incarnation uuid PRIMARY KEY
);

-- All replicas, also dead ones until what they left behind is dealt with, and a day longer.
CREATE TABLE replica (
	incarnation uuid PRIMARY KEY,
	id text NOT NULL,
	address text NOT NULL,
	started_at timestamptz NOT NULL DEFAULT now(),
	heartbeat_at timestamptz NOT NULL DEFAULT now(),
	-- counts heartbeats
	beat bigint NOT NULL DEFAULT 0,
	connections integer NOT NULL DEFAULT 0,
	draining boolean NOT NULL DEFAULT false,
	died_at timestamptz,
	-- whether it stopped in order
	stopped boolean NOT NULL DEFAULT false,
	-- the replica that deals with what it left behind
	undertaker uuid,
	buried boolean NOT NULL DEFAULT false
);

-- Each device that is on a connection, with the newest one. An epoch is greater than all that were given before.
CREATE SEQUENCE ownership_epoch;

CREATE TABLE owner (
	device text COLLATE "C" PRIMARY KEY,
	connection uuid NOT NULL,
	replica uuid NOT NULL,
	epoch bigint NOT NULL,
	-- the one before, if it was another's
	before_connection uuid,
	before_replica uuid
);

CREATE INDEX owner_replica ON owner (replica);

-- Connections whose device is on a newer one of another replica: for their replica, which removes the row.
CREATE TABLE takeover (
	replica uuid NOT NULL,
	device text COLLATE "C" NOT NULL,
	connection uuid NOT NULL,
	PRIMARY KEY (replica, device, connection)
);

-- A queued delivery has the replica in whose memory it is as its owner; none, if it only waits in this table.
ALTER TABLE delivery ADD begun boolean NOT NULL DEFAULT false, ADD expires_at timestamptz;

UPDATE delivery SET begun = (record ->> 'begun')::boolean, expires_at = (record ->> 'expiresAt')::timestamptz
	WHERE status = 1;

CREATE INDEX delivery_queued ON delivery (device, id) WHERE status = 1;
CREATE INDEX delivery_expiry ON delivery (expires_at) WHERE status = 1;
CREATE INDEX delivery_owner ON delivery (owner) WHERE status = 1;

ALTER TABLE presence ADD replica uuid;

CREATE INDEX presence_replica ON presence (replica);
