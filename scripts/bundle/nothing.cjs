/** In the place of what no browser of today needs. */
module.exports = {};
