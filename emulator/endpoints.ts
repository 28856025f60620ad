export const RULE_ENDPOINTS = [
  "qrcodejumpadd",
  "qrcodejumppublish",
  "qrcodejumpget",
  "qrcodejumpdelete",
  "qrcodejumpdownload",
] as const;

export const TOKEN_ENDPOINTS = [
  "token",
  "stable_token",
  "api_component_token",
  "api_authorizer_token",
  "api_get_authorizer_list",
] as const;

/** Makes a mini program code, and so tells whether a page exists. */
export const CODE_ENDPOINT = "getwxacodeunlimit";

/** Makes a parametric QR code of a service account. */
export const PARAMETRIC_CODE_ENDPOINT = "qrcode/create";

export const ENDPOINTS = [...RULE_ENDPOINTS, ...TOKEN_ENDPOINTS, CODE_ENDPOINT, PARAMETRIC_CODE_ENDPOINT] as const;

export type RuleEndpoint = (typeof RULE_ENDPOINTS)[number];
export type TokenEndpoint = (typeof TOKEN_ENDPOINTS)[number];
export type Endpoint = (typeof ENDPOINTS)[number];

const BY_PATH = new Map<string, Endpoint>([
  ...RULE_ENDPOINTS.map((name): [string, Endpoint] => [`/cgi-bin/wxopen/${name}`, name]),
  ["/cgi-bin/token", "token"],
  ["/cgi-bin/stable_token", "stable_token"],
  ["/cgi-bin/component/api_component_token", "api_component_token"],
  ["/cgi-bin/component/api_authorizer_token", "api_authorizer_token"],
  ["/cgi-bin/component/api_get_authorizer_list", "api_get_authorizer_list"],
  [`/wxa/${CODE_ENDPOINT}`, CODE_ENDPOINT],
  [`/cgi-bin/${PARAMETRIC_CODE_ENDPOINT}`, PARAMETRIC_CODE_ENDPOINT],
]);

export function endpointAt(path: string): Endpoint | undefined {
  return BY_PATH.get(path);
}

export function isTokenEndpoint(endpoint: Endpoint): endpoint is TokenEndpoint {
  return (TOKEN_ENDPOINTS as readonly string[]).includes(endpoint);
}
