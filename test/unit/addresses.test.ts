import { addressesIn } from "../../provider/wechat/addresses";

test.each([
  ["invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist", ["203.0.113.7"]],
  ["invalid ip 2001:db8::5 ipv6 2001:db8::5, not in whitelist", ["2001:db8::5"]],
  ["invalid ip 2001:DB8:0:0:0:0:0:5, not in whitelist", ["2001:DB8:0:0:0:0:0:5"]],
  ["invalid ip ::ffff:203.0.113.7, not in whitelist", ["203.0.113.7"]],
  ["invalid ip ::FFFF:cb00:7105, not in whitelist", ["::FFFF:cb00:7105"]],
  ["invalid ip fe80::1%eth0, not in whitelist", ["fe80::1%eth0"]],
  ["invalid ip 203.0.113.7 ipv6 2001:db8::5", ["203.0.113.7", "2001:db8::5"]],
  ["requestIP: 2001:db8::5.", ["2001:db8::5"]],
  ["requestIP:203.0.113.7", ["203.0.113.7"]],
  ["from [2001:db8::5]:443 or 203.0.113.7:443", ["2001:db8::5", "203.0.113.7"]],
  ["not in whitelist", []],
  ["999.1.1.1 is no address, 12:34:56 neither", []],
])("the addresses in %j", (text, addresses) => {
  expect(addressesIn(text)).toEqual(addresses);
});
