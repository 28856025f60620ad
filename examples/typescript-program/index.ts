import * as pulumi from "@pulumi/pulumi";
import { QrCodeJumpRule } from "pulumi-wechat-qr-jump";

const tables = new pulumi.Config().requireNumber("tables");

const door = new QrCodeJumpRule(
  "door",
  { prefix: "https://qr.example.com/shop/", path: "pages/shop/index" },
  { protect: true },
);

// One code a table. The door's rule comes first, so that a table's code always opens something.
for (let table = 1; table <= tables; table++) {
  new QrCodeJumpRule(
    `table-${table}`,
    { prefix: `https://qr.example.com/table/${table}`, path: `pages/order/index?table=${table}` },
    { dependsOn: door },
  );
}

export const doorPrefix = door.prefix;
