package org.amitygate.world.physics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ControllerTest {
  private final TestLane world = new TestLane();
  private final Controller controller = world.lane.exportZone().controller();

  private Controller.Registers registers() {
    return controller.registers();
  }

  @Test
  void theBoomTakesASecondAndLowersByItself() {
    controller.open(1);
    world.run(980);
    assertThat(controller.boom().isUp()).isFalse();
    world.run(200);
    assertThat(controller.boom().isUp()).isTrue();
    world.run(5_800);
    assertThat(controller.boom().isUp()).isTrue();
    world.run(2_000);
    assertThat(controller.boom().isClosed()).isTrue();
    assertThat(world.events.named("boomClosed")).hasSize(1);
  }

  @Test
  void tokensAreAcceptedOnceAndCancelled() {
    assertThat(controller.open(0)).isEqualTo(Controller.Answer.SAME);
    assertThat(controller.open(5)).isEqualTo(Controller.Answer.ACCEPTED);
    assertThat(controller.open(5)).isEqualTo(Controller.Answer.SAME);
    assertThat(controller.open(4)).isEqualTo(Controller.Answer.REFUSED);
    controller.cancel(6);
    controller.cancel(2);
    assertThat(controller.open(6)).isEqualTo(Controller.Answer.REFUSED);
    assertThat(controller.open(5)).isEqualTo(Controller.Answer.REFUSED);
    assertThat(controller.open(0xFFFF_FFFFL)).isEqualTo(Controller.Answer.ACCEPTED);
    assertThat(registers().cancelled()).isEqualTo(6);
  }

  @Test
  void aPowerCutLeavesThePositionUnknownUntilAHandClosesIt() {
    world.runToStopLine();
    controller.open(3);
    world.run(500);
    controller.powerOff();
    world.run(1_500);
    controller.powerOn();
    world.run(5_000);
    assertThat(registers().position()).isZero();
    assertThat(registers().boots()).isEqualTo(2);
    assertThat(registers().accepted()).isEqualTo(3);
    assertThat(registers().leftClosed()).isEqualTo(1);
    assertThat(controller.open(4)).isEqualTo(Controller.Answer.FAULT);
    assertThat(registers().accepted()).isEqualTo(3);
    controller.closeByHand();
    world.run(2_000);
    assertThat(registers().position()).isEqualTo(1);
    assertThat(controller.open(4)).isEqualTo(Controller.Answer.ACCEPTED);
    world.run(10_000);
    assertThat(world.events.named("passed")).singleElement().matches(e -> e.is("token", 4L));
  }

  @Test
  void aStuckBoomAcceptsAndStaysClosed() {
    world.runToStopLine();
    controller.defect(Controller.Defect.STUCK);
    assertThat(controller.open(1)).isEqualTo(Controller.Answer.ACCEPTED);
    world.run(10_000);
    assertThat(registers().leftClosed()).isZero();
    assertThat(registers().position()).isEqualTo(1);
    controller.defect(Controller.Defect.NONE);
    world.run(10_000);
    assertThat(registers().leftClosed()).isZero();
    controller.open(2);
    world.run(10_000);
    assertThat(world.events.named("passed")).hasSize(1);
  }

  @Test
  void aHandOpeningIsLatchedAndOfNoToken() {
    controller.openByHand(world.site.now());
    world.run(400);
    assertThat(registers().leftClosed()).isEqualTo(1);
    world.run(2_600);
    assertThat(world.events.named("boomLeftClosed"))
        .singleElement()
        .matches(e -> e.is("cause", "hand"));
    assertThat(world.events.named("boomLeftClosed").get(0).fields()).containsEntry("token", null);
    world.run(3_000);
    assertThat(registers().position()).isEqualTo(1);
  }

  @Test
  void theScaleComesToRestWithTheTruckAndBackToZero() {
    world.run(1_000);
    assertThat(world.lane.exportZone().weightKg()).isZero();
    assertThat(world.lane.exportZone().weightStable()).isTrue();
    world.runToStopLine();
    assertThat(world.lane.exportZone().weightStable()).isFalse();
    world.run(1_000);
    assertThat(world.lane.exportZone().weightStable()).isTrue();
    assertThat(world.lane.exportZone().weightKg()).isEqualTo(31_240);
    controller.open(1);
    world.run(12_000);
    assertThat(world.lane.exportZone().weightKg()).isZero();
    assertThat(world.lane.exportZone().weightStable()).isTrue();
  }

  @Test
  void aSwayingLoadNeverRests() {
    world.truck.sway();
    world.runToStopLine();
    world.run(60_000);
    assertThat(world.lane.exportZone().weightStable()).isFalse();
  }
}
