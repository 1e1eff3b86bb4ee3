/** What platforms are called, wherever one is named: on the wire, in the configuration, by who asks to be forgotten. */
export const PLATFORM_NAME = /^[a-z0-9-]{1,32}$/;

/** A person, as their platform names them. */
export interface PlatformPerson {
  readonly platform: string;
  readonly author: string;
}
