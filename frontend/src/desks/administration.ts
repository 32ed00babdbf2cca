import "../shared/start";
