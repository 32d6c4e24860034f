// Texts a second of the npm package `sentiment` over a file of texts, one a line; the best known
// scorer of its kind that needs no model. Prints the median of interleavable rounds, CPU time.
'use strict';
const fs = require('fs');
const Sentiment = require(process.argv[2]);
const texts = fs.readFileSync(process.argv[3], 'utf8').split('\n').filter((text) => text);
const scorer = new Sentiment();
const rounds = [];
let sum = 0;
for (let round = 0; round < 5; round++) {
    const from = process.cpuUsage();
    for (const text of texts) {
        sum += scorer.analyze(text).score;
    }
    const taken = process.cpuUsage(from);
    rounds.push((taken.user + taken.system) / 1e6);
}
rounds.sort((a, b) => a - b);
console.log('texts_per_second ' + Math.round(texts.length / rounds[2]));
console.error(sum);
