import { nextInt, type RandomState } from '../../base/random';
import { daysFromCivil, joinMicros, MICROS_PER_HOUR, MICROS_PER_MINUTE } from '../../sql/types/calendar';
import { formatTimestamp } from '../../sql/types/datetime';

/**
 * MovR, the vehicle-sharing workload of CockroachDB's tutorials: its schema, its first rows and its transactions as SQL. The shape
 * of the data is that of `cockroach workload init movr` (50 users, 15 vehicles, 500 rides, 1000 locations, 1000 promo codes in
 * nine cities, ids spread evenly over all UUIDs); names and addresses are made up here.
 */

const CITIES = [
  'new york',
  'boston',
  'washington dc',
  'seattle',
  'san francisco',
  'los angeles',
  'amsterdam',
  'paris',
  'rome'
] as const;

const USERS = 50;
const VEHICLES = 15;
const RIDES = 500;
const LOCATIONS = 1000;
const PROMO_CODES = 1000;
const USER_PROMO_CODES = 5;
/** Rows of one INSERT. */
const BATCH = 100;

/** The statements that make the database `movr` with its tables. */
const SCHEMA: readonly string[] = [
  'CREATE DATABASE movr',
  `CREATE TABLE movr.users (
  id UUID NOT NULL,
  city VARCHAR NOT NULL,
  name VARCHAR,
  address VARCHAR,
  credit_card VARCHAR,
  PRIMARY KEY (city, id)
)`,
  `CREATE TABLE movr.vehicles (
  id UUID NOT NULL,
  city VARCHAR NOT NULL,
  type VARCHAR,
  owner_id UUID,
  creation_time TIMESTAMP,
  status VARCHAR,
  current_location VARCHAR,
  ext JSONB,
  PRIMARY KEY (city, id),
  CONSTRAINT vehicles_city_owner_id_fkey FOREIGN KEY (city, owner_id) REFERENCES movr.users (city, id),
  INDEX vehicles_auto_index_fk_city_ref_users (city, owner_id)
)`,
  `CREATE TABLE movr.rides (
  id UUID NOT NULL,
  city VARCHAR NOT NULL,
  vehicle_city VARCHAR,
  rider_id UUID,
  vehicle_id UUID,
  start_address VARCHAR,
  end_address VARCHAR,
  start_time TIMESTAMP,
  end_time TIMESTAMP,
  revenue DECIMAL(10, 2),
  PRIMARY KEY (city, id),
  CONSTRAINT rides_city_rider_id_fkey FOREIGN KEY (city, rider_id) REFERENCES movr.users (city, id),
  CONSTRAINT rides_vehicle_city_vehicle_id_fkey FOREIGN KEY (vehicle_city, vehicle_id) REFERENCES movr.vehicles (city, id),
  INDEX rides_auto_index_fk_city_ref_users (city, rider_id),
  INDEX rides_auto_index_fk_vehicle_city_ref_vehicles (vehicle_city, vehicle_id),
  CONSTRAINT check_vehicle_city_city CHECK (vehicle_city = city)
)`,
  `CREATE TABLE movr.vehicle_location_histories (
  city VARCHAR NOT NULL,
  ride_id UUID NOT NULL,
  "timestamp" TIMESTAMP NOT NULL,
  lat FLOAT8,
  long FLOAT8,
  PRIMARY KEY (city, ride_id, "timestamp"),
  CONSTRAINT vehicle_location_histories_city_ride_id_fkey FOREIGN KEY (city, ride_id) REFERENCES movr.rides (city, id)
)`,
  `CREATE TABLE movr.promo_codes (
  code VARCHAR NOT NULL PRIMARY KEY,
  description VARCHAR,
  creation_time TIMESTAMP,
  expiration_time TIMESTAMP,
  rules JSONB
)`,
  `CREATE TABLE movr.user_promo_codes (
  city VARCHAR NOT NULL,
  user_id UUID NOT NULL,
  code VARCHAR NOT NULL,
  "timestamp" TIMESTAMP,
  usage_count INT8,
  PRIMARY KEY (city, user_id, code),
  CONSTRAINT user_promo_codes_city_user_id_fkey FOREIGN KEY (city, user_id) REFERENCES movr.users (city, id)
)`
];

const FIRST_NAMES = ['Ada', 'Ben', 'Chloe', 'Dario', 'Elif', 'Femi', 'Greta', 'Hiro', 'Ines', 'Jonas'];
const LAST_NAMES = [
  'Abbott',
  'Brandt',
  'Costa',
  'Dubois',
  'Evans',
  'Fontana',
  'Grant',
  'Holm',
  'Iyer',
  'Jansen'
];
const STREETS = ['Harbor Street', 'Mill Lane', 'Station Road', 'Park Avenue', 'Garden Walk', 'Bridge Street'];
const TYPES = ['skateboard', 'bike', 'scooter'] as const;
const STATUSES = ['available', 'in_use', 'lost'] as const;
const COLORS = ['red', 'yellow', 'blue', 'green', 'black'];
const BRANDS: Readonly<Record<string, readonly string[]>> = {
  bike: ['Merida', 'Fuji', 'Cervelo', 'Pinarello', 'Santa Cruz', 'Kona', 'Schwinn']
};

const UUID_SPACE = 18_446_744_073_709_551_616;

/** The id of row `i` of `n`: its share of all UUIDs in the upper half, its number in the lower. */
export function movrId(i: number, n: number): string {
  const upper = (BigInt(Math.floor((i / n) * UUID_SPACE)) & ~0xf000n) | 0x4000n;
  const high = upper.toString(16).padStart(16, '0');
  const low = i.toString(16).padStart(12, '0');
  return `${high.slice(0, 8)}-${high.slice(8, 12)}-${high.slice(12)}-8000-${low}`;
}

/** Rows are spread over the cities in order. */
const cityOf = (i: number, n: number): number => Math.floor((i * CITIES.length) / n);

/** The first row of a city, and how many it has. */
function rowsOf(city: number, n: number): { first: number; count: number } {
  const first = Math.ceil((city * n) / CITIES.length);
  return { first, count: Math.ceil(((city + 1) * n) / CITIES.length) - first };
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const pick = <T>(random: RandomState, list: readonly T[]): T => list[nextInt(random, 0, list.length - 1)];

function rowIn(random: RandomState, city: number, n: number): string {
  const { first, count } = rowsOf(city, n);
  return text(movrId(first + nextInt(random, 0, count - 1), n));
}

const address = (random: RandomState): string =>
  text(`${nextInt(random, 1, 99_999)} ${pick(random, STREETS)}`);
const person = (random: RandomState): string =>
  text(`${pick(random, FIRST_NAMES)} ${pick(random, LAST_NAMES)}`);
const card = (random: RandomState): string => text(String(nextInt(random, 0, 999_999_999)).padStart(10, '0'));
const coordinate = (random: RandomState, limit: number): string =>
  String(nextInt(random, -limit * 1000, limit * 1000) / 1000);

function extras(random: RandomState, type: string): string {
  const brand = BRANDS[type] ? { brand: pick(random, BRANDS[type]) } : {};
  return text(JSON.stringify({ ...brand, color: pick(random, COLORS) }));
}

/** A moment as a literal: rows of literals are planned together, rows with expressions one by one. */
const moment = ({ days, time }: Moment): string => text(formatTimestamp(joinMicros(days, time)));

/** Days since 1970 and microseconds since midnight, which may be those of a later day. */
interface Moment {
  readonly days: number;
  readonly time: number;
}

/** A moment of the year before the run begins at 2023-11-14. */
function momentBefore(random: RandomState): Moment {
  const month = nextInt(random, 1, 10);
  const days = daysFromCivil(2023, month, nextInt(random, 1, 28));
  const hour = nextInt(random, 0, 23);
  return { days, time: hour * MICROS_PER_HOUR + nextInt(random, 0, 59) * MICROS_PER_MINUTE };
}

const FIRST_LOCATION = daysFromCivil(2023, 11, 14);

/** INSERT statements of `n` rows. */
function inserts(table: string, n: number, row: (i: number) => readonly string[]): string[] {
  const statements: string[] = [];
  for (let from = 0; from < n; from += BATCH) {
    const count = Math.min(BATCH, n - from);
    const values = Array.from({ length: count }, (_, i) => `(${row(from + i).join(', ')})`);
    statements.push(`INSERT INTO movr.${table} VALUES ${values.join(', ')}`);
  }
  return statements;
}

/** `\workload init movr`: the statements that make the database and its first rows. */
export function initMovr(random: RandomState): string[] {
  const city = (i: number, n: number) => text(CITIES[cityOf(i, n)]);
  return [
    ...SCHEMA,
    ...inserts('users', USERS, (i) => [
      text(movrId(i, USERS)),
      city(i, USERS),
      person(random),
      address(random),
      card(random)
    ]),
    ...inserts('vehicles', VEHICLES, (i) => {
      const type = pick(random, TYPES);
      return [
        text(movrId(i, VEHICLES)),
        city(i, VEHICLES),
        text(type),
        rowIn(random, cityOf(i, VEHICLES), USERS),
        moment(momentBefore(random)),
        text(pick(random, STATUSES)),
        address(random),
        extras(random, type)
      ];
    }),
    ...inserts('rides', RIDES, (i) => {
      const start = momentBefore(random);
      const end = { ...start, time: start.time + nextInt(random, 1, 60) * MICROS_PER_HOUR };
      const home = cityOf(i, RIDES);
      return [
        text(movrId(i, RIDES)),
        city(i, RIDES),
        city(i, RIDES),
        rowIn(random, home, USERS),
        rowIn(random, home, VEHICLES),
        address(random),
        address(random),
        moment(start),
        moment(end),
        `${nextInt(random, 0, 99)}.00`
      ];
    }),
    ...inserts('vehicle_location_histories', LOCATIONS, (i) => {
      const home = cityOf(i, LOCATIONS);
      const { first, count } = rowsOf(home, RIDES);
      // Each ride has two at most, at different times, which are part of the key.
      return [
        city(i, LOCATIONS),
        text(movrId(first + (i % count), RIDES)),
        moment({ days: FIRST_LOCATION, time: i * 1000 }),
        coordinate(random, 90),
        coordinate(random, 180)
      ];
    }),
    ...inserts('promo_codes', PROMO_CODES, (i) => [
      text(`${i}_${pick(random, COLORS)}_${pick(random, TYPES)}`),
      text('A few minutes of a ride for free'),
      moment(momentBefore(random)),
      "'2030-01-01 00:00:00'",
      `'{"type": "percent_discount", "value": "10%"}'`
    ]),
    ...inserts('user_promo_codes', USER_PROMO_CODES, (i) => [
      city(i, USERS),
      text(movrId(i, USERS)),
      text(`promo_${i}`),
      moment(momentBefore(random)),
      '1'
    ])
  ];
}

/** One transaction of `\workload run movr`: its statements in order. */
export function movrTransaction(random: RandomState): string[] {
  const home = nextInt(random, 0, CITIES.length - 1);
  const city = text(CITIES[home]);
  const vehicle = rowIn(random, home, VEHICLES);
  const user = rowIn(random, home, USERS);
  const ride = rowIn(random, home, RIDES);
  const chance = nextInt(random, 1, 100);
  if (chance <= 35)
    return [
      `UPSERT INTO movr.vehicle_location_histories VALUES (${city}, ${ride}, now(), ${coordinate(random, 90)}, ${coordinate(random, 180)})`
    ];
  if (chance <= 60)
    return [
      'BEGIN',
      `INSERT INTO movr.rides VALUES (gen_random_uuid(), ${city}, ${city}, ${user}, ${vehicle}, ${address(random)}, NULL, now(), NULL, NULL)`,
      `UPDATE movr.vehicles SET status = 'in_use' WHERE city = ${city} AND id = ${vehicle}`,
      'COMMIT'
    ];
  if (chance <= 80)
    return [
      'BEGIN',
      `UPDATE movr.rides SET end_address = ${address(random)}, end_time = now(), revenue = ${nextInt(random, 1, 99)}.00 WHERE city = ${city} AND id = ${ride}`,
      `UPDATE movr.vehicles SET status = 'available', current_location = ${address(random)} WHERE city = ${city} AND id = ${vehicle}`,
      'COMMIT'
    ];
  if (chance <= 88)
    return [
      `INSERT INTO movr.users VALUES (gen_random_uuid(), ${city}, ${person(random)}, ${address(random)}, ${card(random)})`
    ];
  if (chance <= 92) {
    const type = pick(random, TYPES);
    return [
      `INSERT INTO movr.vehicles VALUES (gen_random_uuid(), ${city}, ${text(type)}, ${user}, now(), 'available', ${address(random)}, ${extras(random, type)})`
    ];
  }
  return [`SELECT id, type, status, current_location FROM movr.vehicles WHERE city = ${city}`];
}
