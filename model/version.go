package model

// Version of golgi, as run.json and `golgi version` give it.
const Version = "0.1.0"
