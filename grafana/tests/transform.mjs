// SPDX-License-Identifier: Apache-2.0
// Reads {transformations, answers} of a panel from standard input, runs the transformations with Grafana's own library, and
// prints the frames that the panel would draw: [{fields: [{name, type, values}]}], names as Grafana shows and matches them.
import {createRequire} from 'node:module';
import {frames} from './frames.mjs';

// The library's build for require: that for import asks lodash for names which Node does not find.
const require = createRequire(import.meta.url);
// It asks for a browser while it loads, and a part of it (react-use) must not believe that there is one.
require('react-use');
globalThis.window = {addEventListener() {}};
const {getFieldDisplayName, standardTransformers, standardTransformersRegistry, transformDataFrame} =
  require('@grafana/data');
const {lastValueFrom} = require('rxjs');

const transformers = Object.values(standardTransformers);
standardTransformersRegistry.setInit(() => [...new Map(transformers.map(t => [t.id, t])).values()].map(
  transformation => ({id: transformation.id, name: transformation.name, transformation, editor: () => null})));

let input = '';
for await (const chunk of process.stdin) input += chunk;
const {transformations, answers} = JSON.parse(input);
const drawn = await lastValueFrom(transformDataFrame(transformations, frames(answers)));
console.log(JSON.stringify(drawn.map((frame, i, all) => ({
  fields: frame.fields.map(field => ({
    name: getFieldDisplayName(field, frame, all),
    type: field.type,
    values: [...field.values],
  })),
}))));
