import { describe, expect, it } from "vitest";

import type { ConnectionType } from "@/api/connections";

import { differences, fieldsFromUrl, freeName, groupTypes, typeIcon } from "./types";

const schemaOf = (...names: string[]) => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
});
const type = (name: string, title: string, category: string): ConnectionType => ({
  type: name,
  title,
  category,
  description: "",
  schema: schemaOf("host"),
  oauth: false,
  is_of_project: false,
});

describe("the gallery of systems", () => {
  const all = [
    type("s3", "Amazon S3", "Storage"),
    type("postgres", "PostgreSQL", "SQL"),
    type("gcs", "Google Cloud Storage", "Storage"),
  ];

  it("groups by category and finds by what people call it", () => {
    expect(groupTypes(all, "").map((group) => group.category)).toEqual(["SQL", "Storage"]);
    expect(groupTypes(all, "minio").flatMap((group) => group.items.map((one) => one.type))).toEqual(["s3"]);
    expect(groupTypes(all, "cloud pg")).toEqual([]);
  });

  it("shows the glyph of the kind", () => {
    expect(typeIcon("s3", "Storage")).toBe("bucket");
    expect(typeIcon("bigquery", "SQL")).toBe("warehouse");
    expect(typeIcon("mine", "Other")).toBe("plug");
  });

  it("offers a name that is free", () => {
    expect(freeName("s3", [])).toBe("s3");
    expect(freeName("s3", ["s3", "s3_2"])).toBe("s3_3");
  });
});

describe("an address that is pasted", () => {
  it("fills a database's fields, and those of its query", () => {
    const schema = schemaOf("host", "port", "username", "password", "database", "sslmode");
    expect(
      fieldsFromUrl(schema, "postgres://loader:not%20a%20secret@db.example.com:5433/lake?sslmode=require&x=1"),
    ).toEqual({
      host: "db.example.com",
      port: 5433,
      username: "loader",
      password: "not a secret",
      database: "lake",
      sslmode: "require",
    });
  });

  it("fills a bucket and its folder", () => {
    expect(fieldsFromUrl(schemaOf("bucket", "prefix", "region"), "s3://raw/in/daily?region=eu-central-1")).toEqual({
      bucket: "raw",
      prefix: "in/daily",
      region: "eu-central-1",
    });
  });

  it("is refused where it says nothing", () => {
    expect(fieldsFromUrl(schemaOf("host"), "db.example.com")).toBeNull();
    expect(fieldsFromUrl(schemaOf("base_url"), "ftp://example.com")).toBeNull();
  });
});

it("tells where two versions differ", () => {
  expect(differences({ host: "a", port: 1, type: "x" }, { host: "b", port: 1 })).toEqual([
    { name: "host", mine: "a", theirs: "b" },
  ]);
});
