module programs {
    requires dev.duet;
}
