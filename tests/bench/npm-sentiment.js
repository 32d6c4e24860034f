// Texts a second of the npm package `sentiment` over a file of texts, one a line; the best known
// scorer of its kind that needs no model. CPU time of the least of the rounds, as in
// score.c.
'use strict';
const fs = require('fs');
const Sentiment = require(process.argv[2]);
const texts = fs.readFileSync(process.argv[3], 'utf8').split('\n').filter((text) => text);
const scorer = new Sentiment();
let sum = 0, least = Infinity;
for (let round = 0; round < 9; round++) {
    const from = process.cpuUsage();
    for (const text of texts) {
        sum += scorer.analyze(text).score;
    }
    const taken = process.cpuUsage(from);
    least = Math.min(least, (taken.user + taken.system) / 1e6);
}
console.log('texts_per_second ' + Math.round(texts.length / least));
console.error(sum);
