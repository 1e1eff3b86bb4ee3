/** A configuration to begin with: small, complete, and sound (a test reads it). */
export const EXAMPLE_CONFIGURATION = `# grapevine.yaml: who is watched, and how. "grapevine check" names every fault in it.
group: main
locale: en                       # texts of alerts: en or nb
timeZone: Europe/Oslo
brands:
  - id: united
    name: United Airlines
    match: { keywords: ["united airlines"], handles: ["@united"], hashtags: ["#united"], exclude: ["manchester united"] }
    accounts: [{ platform: x, id: "united" }]     # own accounts: what they post is the brand's own
  - id: delta
    name: Delta Air Lines
    match: { keywords: ["delta air lines"], handles: ["@delta"] }
markets: [{ id: us-airlines, version: 1, own: [united], brands: [united, delta] }]
alerts: { falseAlarmsPerWeek: 1 }                 # for each own brand
`;
