// npm run sdk -- python|go|nodejs SCHEMA.json OUT: writes the SDK that a Pulumi schema describes into OUT/python, OUT/go or OUT/nodejs.
import { generateSdk, SDK_LANGUAGES } from "./sdk-generator";

async function main([wanted, schema, out, ...more]: string[]): Promise<void> {
  const language = SDK_LANGUAGES.find((one) => one === wanted);
  if (language === undefined || schema === undefined || out === undefined || more.length > 0) {
    throw new Error(`Say: npm run sdk -- ${SDK_LANGUAGES.join("|")} SCHEMA.json OUT`);
  }
  const folder = await generateSdk(language, schema, out, (line) => console.error(line));
  console.log(`The SDK is in ${folder}.`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
