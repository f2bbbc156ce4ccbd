-- What one replica of all does at a time, and where messages were that are gone.

-- The holder renews it by counting: other replicas watch the count with clocks of their own.
CREATE TABLE lease (
	name text COLLATE "C" PRIMARY KEY,
	-- null if it was given back
	holder uuid,
	-- counts holders: what is written under a lease is written only while there is no newer one
	epoch bigint NOT NULL,
	renewals bigint NOT NULL
);

-- Where erased messages were: with several writers, their ids do not tell what a cursor there has read.
CREATE TABLE erased (
	id uuid PRIMARY KEY,
	xid bigint NOT NULL,
	place integer NOT NULL,
	part integer NOT NULL
);

CREATE INDEX erased_part ON erased (part);

-- The greatest id that retention dropped; that of dropped_up_to may be less.
ALTER TABLE journal ADD dropped_greatest uuid;
UPDATE journal SET dropped_greatest = dropped_up_to;
